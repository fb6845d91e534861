/** The swagger plugin as ts-jest wants its transformers. */
const plugin = require('@nestjs/swagger/plugin');

module.exports.name = 'swagger-plugin';
module.exports.version = '1';
module.exports.factory = (compiler) =>
  plugin.before({ classValidatorShim: true, introspectComments: true, esmCompatible: true }, compiler.program);
