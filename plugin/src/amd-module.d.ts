/** The record that an AMD loader hands to a module about itself. */
declare module 'amd-module' {
  const moduleRecord: { readonly uri?: string } | undefined;
  export default moduleRecord;
}
