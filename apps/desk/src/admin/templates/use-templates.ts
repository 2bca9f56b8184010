import { useQuery } from '@tanstack/react-query'
import { api } from '#app/api.ts'

export const useTemplates = () =>
  useQuery({ queryKey: ['templates'], queryFn: async ({ signal }) => api.listTemplates({ signal }) })

export const useScripts = () =>
  useQuery({ queryKey: ['scripts'], queryFn: async ({ signal }) => api.listScripts({ signal }) })

export const useFields = () =>
  useQuery({ queryKey: ['fields'], queryFn: async ({ signal }) => api.listFields({ signal }) })
