export default function Watches() { return <h1>Watches</h1>; }
