"""python -m app is the command `commonboard`."""

import sys

from app.cli import main

sys.exit(main())
