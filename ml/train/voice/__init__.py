"""The voice model: from clips by file name to a judged, published network and its report."""
