"""Configuration as code: documents with names for ids, checked, compared with what is stored, applied, exported."""
