"""What people would watch in which mood, asked of whoever wants to answer."""
