"""The composition root: settings, urls, the WSGI entry and the `kedr` command."""
