// Marks the page as scripted before it is first drawn. It is not a module, because modules run too late.
document.documentElement.dataset.uiJs = "";
