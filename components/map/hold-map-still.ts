import type { Map as LeafletMap } from 'leaflet'

/** Pointers draw instead of moving the map, until the returned function is called. */
export function holdMapStill(map: LeafletMap): () => void {
  const still = [map.dragging, map.doubleClickZoom, map.touchZoom]
  for (const handler of still) handler.disable()
  map.getContainer().classList.add('drawing')
  return () => {
    for (const handler of still) handler.enable()
    map.getContainer().classList.remove('drawing')
  }
}
