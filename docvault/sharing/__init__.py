"""Share links 分享链接: encrypted, expiring, view-only by default (protocol `dv1`)."""
