"""Static files under names that change with their content, so that browsers may keep them for a year."""

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage


class HashedFiles(ManifestStaticFilesStorage):
    support_js_module_import_aggregation = True  # the modules import each other by hashed names too
    max_post_process_passes = 10  # one settles one floor of modules that import each other
