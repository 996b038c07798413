"""The home page of each role and the screens made of several apps; no tables of its own."""
