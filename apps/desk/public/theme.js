// Before the first paint, so that a dark page does not flash white. The rest is src/app/theme.ts.
try {
  const theme = localStorage.getItem('hookswitch.theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  // No storage: the system's theme it is.
}
