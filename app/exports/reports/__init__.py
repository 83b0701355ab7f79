"""Reports as documents: computed and written parts together, as signed, and as anyone may read them now."""
