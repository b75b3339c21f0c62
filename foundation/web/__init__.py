"""The web shell: who may enter, security headers, errors as pages, forms, navigation."""
