"""The journal's pages, the school's kinds of work, requests to open a journal."""
