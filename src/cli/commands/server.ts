import type { RegisterCommand } from '../command.ts'
export const registerServer: RegisterCommand = () => {}
