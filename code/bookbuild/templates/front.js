(() => {
  const known = $known;
  const wanted = (navigator.languages || [navigator.language]).map((tag) => tag.slice(0, 2));
  const found = wanted.find((lang) => known.includes(lang)) || "$fallback";
  if (known.includes(found)) location.replace(found + "/index.html" + location.hash);
})();
