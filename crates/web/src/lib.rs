//! The web pages, the API and the public site.
