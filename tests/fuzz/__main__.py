"""`python -m tests.fuzz`; see `tests.fuzz.fuzz`."""

import sys

from tests.fuzz.fuzz import main

sys.exit(main())
