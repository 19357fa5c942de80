const shapes = {
  box: 'M4 4h4M12 4h4M4 16h4M12 16h4M4 4v4M4 12v4M16 4v4M16 12v4',
  check: 'm4 10.5 4 4 8-9',
  close: 'm5 5 10 10M15 5 5 15',
  copy: 'M7 7h9v9H7zM4 13V4h9',
  down: 'm5 8 5 5 5-5',
  download: 'M10 3v10m-4-4 4 4 4-4M4 17h12',
  filter: 'M3 5h14M6 10h8M8.5 15h3',
  fit: 'M3 8V3h5M12 3h5v5M17 12v5h-5M8 17H3v-5',
  help: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM8 8.2a2 2 0 1 1 2.8 1.9c-.6.3-.8.7-.8 1.4M10 14v.2',
  link: 'm8.5 11.5 3-3M9 6l1.6-1.6a3.5 3.5 0 0 1 5 5L14 11M11 14l-1.6 1.6a3.5 3.5 0 0 1-5-5L6 9',
  moon: 'M16 12.2A6.5 6.5 0 0 1 7.8 4 6.5 6.5 0 1 0 16 12.2Z',
  polygon: 'm4.5 4 11 1.5-2 6L16 16H5.5L3 9.5Z',
  saved: 'M5.5 3h9v14L10 13.5 5.5 17Z',
  sun: 'M10 13.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM10 2v1.5M10 16.5V18M2 10h1.5M16.5 10H18M4.3 4.3l1.1 1.1M14.6 14.6l1.1 1.1M15.7 4.3l-1.1 1.1M5.4 14.6l-1.1 1.1',
  system: 'M3 4h14v9H3zM7 17h6M10 13v4',
  trash: 'M4 6h12M8 6V4h4v2M5.5 6l.8 10.5h7.4L14.5 6M8.5 9v4.5M11.5 9v4.5',
  upload: 'M10 14V4m-4 4 4-4 4 4M4 17h12',
} as const

/** A decorative 20 px line icon; the control around it carries the name. */
export function Icon({ name }: { name: keyof typeof shapes }) {
  return (
    <svg
      aria-hidden="true"
      width="18"
      height="18"
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={shapes[name]} />
    </svg>
  )
}
