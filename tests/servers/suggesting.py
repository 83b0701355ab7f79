"""`python -m tests.servers.suggesting serve`: as if the extra for suggestions were there, with a model for tests."""

import sys
from functools import partial

from app import main as composition
from app.cli import main
from app.suggestions import support
from app.suggestions.suggester import Suggester
from tests.suggestions.fake_child import COMMAND

support.can_run = lambda: True
composition.Suggester = partial(Suggester, COMMAND)
sys.exit(main(sys.argv[1:]))
