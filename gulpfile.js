const { dest, parallel, src } = require('gulp');

/** Icons lie in one folder, which nodes and credentials refer to by relative paths. */
function copyIcons() {
	return src('icons/*.svg', { encoding: false }).pipe(dest('dist/icons'));
}

/** The codex files tell n8n's node panel the category and the documentation of a node. */
function copyCodex() {
	return src('nodes/**/*.node.json').pipe(dest('dist/nodes'));
}

/** The editor shows an operation's fields before it ran. */
function copySchemas() {
	return src('nodes/**/__schema__/**/*.json').pipe(dest('dist/nodes'));
}

exports['build:icons'] = parallel(copyIcons, copyCodex, copySchemas);
exports.default = exports['build:icons'];
