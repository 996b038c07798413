"""What `make bench` measures: every bound is a ratio inside one run on one machine. See docs/performance.md."""
