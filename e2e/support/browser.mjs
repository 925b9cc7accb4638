// How Chromium is started, for the tests and for the photographs.

/** Debian's Chromium; no browser is ever downloaded. */
export const launch = {
  executablePath: process.env.AMBERGATE_CHROMIUM || "/usr/bin/chromium",
  args: [
    // Root, as in continuous integration, has no user namespaces to build the sandbox from. Only our own pages are opened.
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    // Nothing but the page under test may reach for the network.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-color-profile=srgb",
  ],
};
