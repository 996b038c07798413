#!/usr/bin/env python3
from kedr.config.cli import main

if __name__ == "__main__":
    main()
