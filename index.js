// n8n loads the compiled files that package.json lists under "n8n"; this file only gives npm's `main` something inert.
module.exports = {};
