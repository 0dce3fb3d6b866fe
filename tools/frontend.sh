#!/bin/sh
# Fills static/vendor/ from static/css and the npm packages that `npm ci` put in place. `npm run build` calls it.
set -eu
cd "$(dirname "$0")/.."

mkdir -p static/vendor
node node_modules/sass/sass.js --load-path=node_modules --style=compressed --no-source-map --quiet-deps \
    static/css/style.scss static/vendor/style.css

# Without their last line, which points to source maps that are not shipped: a 404 in every developer's console.
modules=node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.js
sed '/^\/\/# sourceMappingURL=/d' "$modules" >static/vendor/govuk-frontend.js
sed '/^\/\/# sourceMappingURL=/d' node_modules/socket.io-client/dist/socket.io.esm.min.js >static/vendor/socket.io.js
