import { DomUtil, Layer, type LeafletEventHandlerFn, type Map as LeafletMap, type Point, type ZoomAnimEvent } from 'leaflet'
import { worldPixels, worldX, worldY } from './mercator.ts'

/** What a painter draws on: a canvas in CSS pixels, somewhat larger than the map, and the way from degrees to it. */
export type Frame = {
  context: CanvasRenderingContext2D
  width: number
  height: number
  /** Pixels around the world. */
  world: number
  /** Canvas pixel of the world's north-west corner. */
  left: number
  top: number
  /** The map's own rectangle within the canvas: margin on each side. */
  margin: { x: number; y: number }
  zoom: number
  x: (lon: number) => number
  y: (lat: number) => number
}
/** Called once for each copy of the world that may be in sight. */
export type Painter = (frame: Frame) => void

/** The canvas is this much larger than the map on each side, so that a drag does not show its edge. */
const marginShare = 0.25

/**
 * A canvas over the map: painted after a move, scaled along while a zoom is animated. One instance lives as long as its
 * place on the map; what it paints is exchanged.
 */
export class DrawnLayer extends Layer {
  private canvas?: HTMLCanvasElement
  private paint: Painter
  private readonly paneName: string
  /** The drawn picture's north-west corner in world pixels, and its zoom. */
  private drawn?: { corner: Point; zoom: number }

  constructor(paint: Painter, paneName: string) {
    super()
    this.paint = paint
    this.paneName = paneName
  }

  setPainter(paint: Painter): void {
    this.paint = paint
    this.redraw()
  }

  override onAdd(map: LeafletMap): this {
    this.canvas = DomUtil.create('canvas', 'leaflet-zoom-animated')
    this.canvas.setAttribute('aria-hidden', 'true')
    map.getPane(this.paneName)?.appendChild(this.canvas)
    this.redraw()
    return this
  }

  override onRemove(): this {
    this.canvas?.remove()
    this.canvas = undefined
    return this
  }

  override getEvents(): Record<string, LeafletEventHandlerFn> {
    return {
      moveend: () => this.redraw(),
      resize: () => this.redraw(),
      zoom: () => this.follow(this._map.getCenter(), this._map.getZoom()),
      zoomanim: (event) => this.follow((event as ZoomAnimEvent).center, (event as ZoomAnimEvent).zoom),
    }
  }

  redraw(): void {
    const { canvas, _map: map } = this
    if (!canvas || !map) return
    const size = map.getSize()
    const margin = size.multiplyBy(marginShare).round()
    const full = size.add(margin.multiplyBy(2))
    const zoom = map.getZoom()
    const corner = map.project(map.containerPointToLatLng(margin.multiplyBy(-1)), zoom).round()
    const ratio = window.devicePixelRatio || 1
    canvas.width = full.x * ratio
    canvas.height = full.y * ratio
    canvas.style.width = `${full.x}px`
    canvas.style.height = `${full.y}px`
    DomUtil.setTransform(canvas, map.containerPointToLayerPoint(margin.multiplyBy(-1)), 1)
    this.drawn = { corner, zoom }
    const context = canvas.getContext('2d')
    if (!context) return
    context.scale(ratio, ratio)
    const world = worldPixels(zoom)
    const y = (lat: number) => worldY(lat) * world - corner.y
    // One copy to the west of what is in sight: its lines over the antimeridian reach in.
    for (let turn = Math.floor(corner.x / world) - 1; turn * world < corner.x + full.x; turn++) {
      const left = turn * world - corner.x
      const x = (lon: number) => worldX(lon) * world + left
      this.paint({ context, width: full.x, height: full.y, world, left, top: -corner.y, margin, zoom, x, y })
    }
  }

  /** Places the last picture where it belongs at another centre and zoom, as Leaflet's own renderers do. */
  private follow(center: ZoomAnimEvent['center'], zoom: number): void {
    const { canvas, drawn, _map: map } = this
    if (!canvas || !drawn) return
    const scale = map.getZoomScale(zoom, drawn.zoom)
    const origin = map
      .project(center, zoom)
      .subtract(map.getSize().divideBy(2))
      .add(DomUtil.getPosition(map.getPane('mapPane') ?? canvas))
    DomUtil.setTransform(canvas, drawn.corner.multiplyBy(scale).subtract(origin.round()), scale)
  }
}
