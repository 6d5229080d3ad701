import { useEffect, useState } from 'preact/hooks';

/** Whether something has been going on for longer than `ms`. */
export function useLasting(isGoingOn: boolean, ms: number): boolean {
  const [lasts, setLasts] = useState(false);
  useEffect(() => {
    if (!isGoingOn) return setLasts(false);
    const timer = setTimeout(() => setLasts(true), ms);
    return () => clearTimeout(timer);
  }, [isGoingOn, ms]);
  return isGoingOn && lasts;
}
