/**
 * Zeros and empties that would never settle: the API drops them, and Terraform's provider ignores only the
 * keys that the file lacks, so that every plan would show a difference.
 * @see https://github.com/hashicorp/terraform-provider-google/issues/16173
 */
export function checkSettled(node: unknown, path = ''): string[] {
  if (isDropped(node))
    return [`${path || '/'} is ${JSON.stringify(node)}, which the API drops: leave the key out`];
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => checkSettled(value, `${path}/${key}`));
}

function isDropped(value: unknown): boolean {
  if (value === 0 || value === '' || value === false || value === null || value === '0s') return true;
  return typeof value === 'object' && Object.keys(value as object).length === 0;
}
