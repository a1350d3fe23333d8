(figures) =>
  figures.map((figure) => {
    const image = figure.querySelector("img");
    const narrow = figure.querySelector("picture source").srcset;
    return {
      alt: image.alt,
      width: image.naturalWidth,
      drawing: image.currentSrc,
      wide: image.src,
      phone: new URL(narrow, document.baseURI).href,
      source: figure.querySelector(".kz-source").textContent,
    };
  });
