'use client'

import { useSyncExternalStore } from 'react'

const never = () => () => {}

/**
 * Whether the browser has taken over what the server drew. Until then a choice would be lost, for React sets what it finds to what it knows: such
 * controls are `inert`.
 */
export const useAlive = (): boolean =>
  useSyncExternalStore(
    never,
    () => true,
    () => false,
  )
