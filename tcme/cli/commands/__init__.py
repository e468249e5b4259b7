"""One module for each command: `NAME` and `command`."""
