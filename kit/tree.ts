/** A node and everything whose edges lead to it, however far: what a merge carries along, and what its undoing sets free. */
export function subtree(id: string, edges: { from_id: string; into_id: string }[]): string[] {
  return [id, ...edges.filter((edge) => edge.into_id === id).flatMap((edge) => subtree(edge.from_id, edges))];
}
