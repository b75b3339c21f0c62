"""What tables and JSON have in common: records with named fields → items, read with the paper's own rules.

`roles` says which field names mean what, `record` what is known of one record, `choices` how options and keys come
in structures, `building` makes the items. Finding the records in a file is each format's own business.
"""
