"""Files of installed packages that need not be imported: their imports would need other packages."""

import sys
import sysconfig
from pathlib import Path


def package_file(pattern):
    found = sorted(Path(sysconfig.get_path("purelib")).glob(pattern))
    if not found:
        sys.exit(f"{pattern} is not in {sysconfig.get_path('purelib')}: delete .build/eyes-venv and run again")
    return found[0]
