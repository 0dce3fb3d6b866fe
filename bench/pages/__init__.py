"""CPU per request of the main pages, beside a peer and beside the least that such a page can cost."""
