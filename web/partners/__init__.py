"""Partners outside, who have nothing but a share link: no account, no cookie of the site."""
