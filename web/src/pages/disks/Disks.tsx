export default function Disks() { return <h1>Disks</h1>; }
