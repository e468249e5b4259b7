"""The real worker on a kernel without namespaces. For tests of the refusal."""

import errno
import sys
from functools import partial

from tcme.backends.environment import worker
from tcme.backends.environment.sandbox import isolate
from tcme.backends.environment.syscalls import linux


def kernel(name: str, *arguments: int | bytes | None) -> int:
    """Everything but namespaces."""
    return -errno.ENOSYS if name == "unshare" else linux(name, *arguments)


if __name__ == "__main__":
    vars(worker)["isolate"] = partial(isolate, kernel=kernel)
    worker.main(sys.argv[1:])
