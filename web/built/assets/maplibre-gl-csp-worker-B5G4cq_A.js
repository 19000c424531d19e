const s="/assets/maplibre-gl-csp-worker-pf4gVupo.js";export{s as default};
