/** Adapts the swagger plugin to ts-jest's transformer interface. */
const plugin = require('@nestjs/swagger/plugin');

module.exports.name = 'swagger-plugin';
module.exports.version = '1';
module.exports.factory = (compiler) =>
  plugin.before({ classValidatorShim: true, introspectComments: true, esmCompatible: true }, compiler.program);
