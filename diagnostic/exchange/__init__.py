"""Files into results and back: tables of levels and answers, folders of assessment files, indicators."""
