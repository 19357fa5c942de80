'use client'

import { Message } from '#components/ui/message.tsx'

/** Shown where a page could not be made: nearly always because the database is away. */
export default function ErrorPage() {
  return (
    <Message title="This page could not be made">
      <p>Tripfold could not read its database. It comes back by itself when the database does; nothing is lost.</p>
      <p>
        <button type="button" className="primary" onClick={() => location.reload()}>
          Try again
        </button>
      </p>
    </Message>
  )
}
