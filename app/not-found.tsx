import Link from 'next/link'
import { Message } from '#components/ui/message.tsx'

export default function NotFound() {
  return (
    <Message title="There is no such page">
      <p>
        There is the <Link href="/">map</Link>, the <Link href="/imports">imports</Link> and the API at <code>/api/v1</code>.
      </p>
    </Message>
  )
}
