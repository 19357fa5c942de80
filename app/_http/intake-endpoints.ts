import { z } from 'zod'
import { feedBody, feedName, feedsView, feedView } from '#trips/feed.ts'
import { uploadId } from '#trips/upload.ts'
import { uploadView } from '#trips/views.ts'
import { endpoint } from './endpoint.ts'

const nothing = z.object({})
const ofUpload = z.object({ id: uploadId.describe('the id in the Location that POST /uploads answered') })
const ofFeed = z.object({ name: feedName.describe("the feed's name") })
const tus = { 'Tus-Resumable': '1.0.0' }
const becameImport = { 'Tripfold-Import': 'the address of the import, once the last byte is there' }
const read = { method: 'GET', status: 200, inPath: nothing } as const

/** How files come in other than in one piece: resumable uploads, and addresses fetched on a schedule. */
export const intakeEndpoints = {
  createUpload: endpoint({
    method: 'POST',
    path: '/uploads',
    summary: 'Announce a file that is sent in pieces (tus 1.0.0)',
    description:
      'Any tus client speaks this; an upload that breaks off goes on where it was. Bytes may come along (creation-with-upload).',
    inPath: nothing,
    query: nothing,
    takesBytes: true,
    headers: {
      request: {
        ...tus,
        'Upload-Length': 'bytes of the file',
        'Upload-Metadata': 'the parameters of POST /imports by name: "filename dHJpcHMuY3N2,force MQ=="',
      },
      response: { ...becameImport, Location: 'the address of the upload', 'Upload-Expires': 'when it is forgotten' },
    },
    status: 201,
    answers: 'headers',
    problems: [403, 409, 412, 413, 422, 507],
  }),
  continueUpload: endpoint({
    method: 'PATCH',
    path: '/uploads/{id}',
    summary: 'Send bytes of an upload',
    description:
      'With the last byte the file becomes an import, by the rules of POST /imports. 409 for another offset than HEAD tells, and for the same file again (then `import` is there).',
    inPath: ofUpload,
    query: nothing,
    takesBytes: true,
    headers: {
      request: { ...tus, 'Upload-Offset': 'bytes that are there already' },
      response: { ...becameImport, 'Upload-Offset': 'bytes that are there now' },
    },
    status: 204,
    answers: 'headers',
    problems: [403, 404, 409, 410, 412, 413, 422, 423, 507],
  }),
  askUpload: endpoint({
    method: 'HEAD',
    path: '/uploads/{id}',
    summary: 'How much of an upload is there',
    inPath: ofUpload,
    query: nothing,
    headers: {
      request: tus,
      response: { ...becameImport, 'Upload-Offset': 'bytes that are there', 'Upload-Length': 'bytes of the file' },
    },
    status: 200,
    answers: 'headers',
    problems: [404, 410, 412, 423],
  }),
  readUpload: endpoint({
    ...read,
    path: '/uploads/{id}',
    summary: 'A resumable upload as it is now, and what became of it',
    inPath: ofUpload,
    query: nothing,
    answers: uploadView,
    problems: [404],
  }),
  discardUpload: endpoint({
    method: 'DELETE',
    path: '/uploads/{id}',
    summary: 'Give up an upload that is not whole',
    inPath: ofUpload,
    query: nothing,
    headers: { request: tus },
    status: 204,
    answers: 'headers',
    problems: [403, 404, 412, 423],
  }),
  listFeeds: endpoint({
    ...read,
    path: '/feeds',
    summary: 'Addresses that are fetched on a schedule, and the hosts that may be fetched from',
    query: nothing,
    answers: feedsView,
    problems: [],
  }),
  readFeed: endpoint({
    ...read,
    path: '/feeds/{name}',
    summary: 'A feed, and what became of its last run',
    inPath: ofFeed,
    query: nothing,
    answers: feedView,
    problems: [404],
  }),
  saveFeed: endpoint({
    method: 'PUT',
    path: '/feeds/{name}',
    summary: 'Make a feed, or change one',
    description:
      'Each time its schedule says so, the address is fetched and what it answers becomes an import, unless it has not changed (ETag, Last-Modified, the same bytes). 422 for a host that FEED_HOSTS does not name.',
    inPath: ofFeed,
    query: nothing,
    body: feedBody,
    status: 200,
    answers: feedView,
    problems: [403, 413, 415, 422],
  }),
  removeFeed: endpoint({
    method: 'DELETE',
    path: '/feeds/{name}',
    summary: 'Remove a feed; what it has imported stays',
    inPath: ofFeed,
    query: nothing,
    status: 204,
    answers: 'headers',
    problems: [403, 404],
  }),
  runFeed: endpoint({
    method: 'POST',
    path: '/feeds/{name}/run',
    summary: 'Fetch a feed now, also a paused one',
    inPath: ofFeed,
    query: nothing,
    status: 202,
    answers: feedView,
    problems: [403, 404],
  }),
}
