"""Charts for slides: native PowerPoint charts and tables that can be edited, with their alternative texts."""
