"""Two results side by side: of two agencies, or of two rounds."""
