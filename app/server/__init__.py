"""uvicorn as it serves the product, alone or as one of several workers."""
