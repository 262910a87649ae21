import type { RegisterCommand } from '../command.ts'
export const registerRunLocal: RegisterCommand = () => {}
