export default function Uptime() { return <h1>Uptime</h1>; }
