// Says, before the page is drawn for the first time, that scripts run. No module: a module comes too late for that.
document.documentElement.dataset.uiJs = "";
